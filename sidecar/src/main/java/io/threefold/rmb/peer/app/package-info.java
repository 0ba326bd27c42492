/** The peer as a process: composition, lifecycle, reload, shutdown. */
package io.threefold.rmb.peer.app;
