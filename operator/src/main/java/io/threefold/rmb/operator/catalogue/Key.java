package io.threefold.rmb.operator.catalogue;

/**
 * An annotation or a label that the operator reads or writes.
 *
 * @param name in full, such as {@code rmb.threefold.io/inject}
 * @param place where it stands
 * @param author who writes it
 * @param value what it may hold
 * @param meaning one or more sentences
 * @param example a value that fits
 */
public record Key(String name, Place place, Author author, ValueRule value, String meaning, String example) {
    /** Where a key stands. */
    public enum Place {
        /** An annotation of a pod, written into the template of its workload. */
        POD_ANNOTATION("annotation of the pod (template)"),
        /** A label of a pod. */
        POD_LABEL("label of the pod"),
        /** A label of a namespace; admission conditions cannot read its annotations. */
        NAMESPACE_LABEL("label of the namespace"),
        /** An annotation of an RmbIdentity or RmbService. */
        RESOURCE_ANNOTATION("annotation of an RmbIdentity or RmbService");

        private final String text;

        Place(String text) {
            this.text = text;
        }

        /** For the reference page. */
        public String text() {
            return text;
        }
    }

    /** Who writes a key. */
    public enum Author {
        /** You. */
        USER,
        /** The operator; what others write there is replaced. */
        OPERATOR
    }

    /** The part after the slash. */
    public String shortName() {
        return name.substring(name.indexOf('/') + 1);
    }
}
