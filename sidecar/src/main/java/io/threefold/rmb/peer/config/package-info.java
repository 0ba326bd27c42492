/** Settings from files, environment and options become one checked configuration. */
package io.threefold.rmb.peer.config;
