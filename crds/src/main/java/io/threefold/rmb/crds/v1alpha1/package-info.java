/**
 * The custom resources of group {@code rmb.threefold.io}, version {@code v1alpha1} (DESIGN §3). The YAML in this module is generated
 * from these types; {@code CrdYamlTest} compares, {@code ./rmb generate} writes.
 */
@NullMarked
package io.threefold.rmb.crds.v1alpha1;

import org.jspecify.annotations.NullMarked;
