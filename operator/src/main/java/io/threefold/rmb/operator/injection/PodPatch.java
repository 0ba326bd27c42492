package io.threefold.rmb.operator.injection;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.zjsonpatch.DiffFlags;
import io.fabric8.zjsonpatch.JsonDiff;
import java.util.EnumSet;

/** The JSON patch (RFC 6902) that an admission answer carries. */
public final class PodPatch {
    private PodPatch() {}

    /** Operations add, remove and replace that turn the first into the second; an empty array when they are equal. */
    public static JsonNode between(Pod original, Pod mutated) {
        JsonNode before = Serialization.jsonMapper().valueToTree(original);
        JsonNode after = Serialization.jsonMapper().valueToTree(mutated);
        EnumSet<DiffFlags> flags = DiffFlags.dontNormalizeOpIntoMoveAndCopy();
        return JsonDiff.asJson(before, after, flags);
    }
}
