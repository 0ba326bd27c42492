/** What an injected peer is told: the ConfigMap of a service. Pure. */
@NullMarked
package io.threefold.rmb.operator.peerconfig;

import org.jspecify.annotations.NullMarked;
