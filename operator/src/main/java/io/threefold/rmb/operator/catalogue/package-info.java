/** Everything of the operator that a user types or reads, declared once: annotations, conditions, reasons, events. */
@NullMarked
package io.threefold.rmb.operator.catalogue;

import org.jspecify.annotations.NullMarked;
