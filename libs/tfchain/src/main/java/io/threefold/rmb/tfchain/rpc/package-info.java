/** JSON-RPC over WebSocket: fail-over, deadlines, reconnect, subscriptions (TFCHAIN §5). Knows nothing about twins. */
package io.threefold.rmb.tfchain.rpc;
