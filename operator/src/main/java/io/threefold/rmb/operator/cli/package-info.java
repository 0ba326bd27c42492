/** Commands of the rmb tool that need no cluster. */
@NullMarked
package io.threefold.rmb.operator.cli;

import org.jspecify.annotations.NullMarked;
