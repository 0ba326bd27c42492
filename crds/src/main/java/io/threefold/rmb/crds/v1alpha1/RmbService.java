package io.threefold.rmb.crds.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A workload that speaks for an identity. Its name is an annotation's and a label's value. */
@Group("rmb.threefold.io")
@Version("v1alpha1")
@Plural("rmbservices")
@ShortNames("rmbsvc")
@Categories("rmb")
@ValidationRule(
        value = "size(self.metadata.name) <= 63",
        message = "the name of an RmbService becomes a label of its pods: at most 63 characters")
@ValidationRule(
        value = "!(self.metadata.name in ['true', 'false'])",
        message = "true and false have a meaning of their own in the annotation rmb.threefold.io/inject: choose another"
                + " name")
@AdditionalPrinterColumn(name = "Twin", jsonPath = ".status.twinId", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Connected", jsonPath = ".status.connected", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class RmbService extends CustomResource<RmbServiceSpec, RmbServiceStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
