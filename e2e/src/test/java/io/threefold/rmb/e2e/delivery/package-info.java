/** Black-box tests: real processes, real Redis, real sockets; things are killed and cut while messages are under way. */
package io.threefold.rmb.e2e.delivery;
