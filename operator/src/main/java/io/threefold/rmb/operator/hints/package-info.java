/** Warnings about workloads before their pods exist: the injection, asked about templates. Pure. */
@NullMarked
package io.threefold.rmb.operator.hints;

import org.jspecify.annotations.NullMarked;
