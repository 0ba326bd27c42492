/** The decision whether a pod gets a peer, and the pod with it (DESIGN §3). Pure: no clock, no cluster, no I/O. */
@NullMarked
package io.threefold.rmb.operator.injection;

import org.jspecify.annotations.NullMarked;
