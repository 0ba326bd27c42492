package io.threefold.rmb.devnet.chain;

import java.util.Locale;

/** Errors a call of this runtime can end with; numbers as in tfchain spec 149. */
public enum ModuleError {
    TWIN_EXISTS(RuntimeConstants.TFGRID, 26, "A twin with this id exists."),
    TWIN_NOT_EXISTS(RuntimeConstants.TFGRID, 27, "The account has no twin."),
    TWIN_WITH_PUBKEY_EXISTS(RuntimeConstants.TFGRID, 28, "The account has a twin already."),
    CANNOT_CREATE_TWIN(RuntimeConstants.TFGRID, 29, "The twin cannot be created."),
    UNAUTHORIZED_TO_UPDATE_TWIN(RuntimeConstants.TFGRID, 30, "The twin belongs to another account."),
    USER_DID_NOT_SIGN_TERMS_AND_CONDITIONS(
            RuntimeConstants.TFGRID, 39, "The account has to accept the terms and conditions first."),
    DOCUMENT_LINK_INPUT_TOO_SHORT(RuntimeConstants.TFGRID, 104, "The link of the document is empty."),
    DOCUMENT_LINK_INPUT_TOO_LONG(RuntimeConstants.TFGRID, 105, "The link of the document is longer than 2048 bytes."),
    INVALID_DOCUMENT_LINK_INPUT(RuntimeConstants.TFGRID, 106, "The link of the document has characters no URL has."),
    DOCUMENT_HASH_INPUT_TOO_SHORT(RuntimeConstants.TFGRID, 107, "The hash of the document is empty."),
    DOCUMENT_HASH_INPUT_TOO_LONG(RuntimeConstants.TFGRID, 108, "The hash of the document is longer than 50 bytes."),
    INVALID_DOCUMENT_HASH_INPUT(
            RuntimeConstants.TFGRID, 109, "The hash of the document may have letters, digits, - and _ only."),
    INVALID_RELAY_ADDRESS(
            RuntimeConstants.TFGRID,
            113,
            "Relays are host names without port, joined by _ (devnet --lax-relay-addresses takes more).");

    private final int pallet;
    private final int index;
    private final String docs;

    ModuleError(int pallet, int index, String docs) {
        this.pallet = pallet;
        this.index = index;
        this.docs = docs;
    }

    /** The pallet's index. */
    public int pallet() {
        return pallet;
    }

    /** The first of the four error bytes. */
    public int index() {
        return index;
    }

    /** One sentence for users, part of the metadata. */
    public String docs() {
        return docs;
    }

    /** As the metadata and the clients spell it, for example {@code InvalidRelayAddress}. */
    public String rustName() {
        StringBuilder name = new StringBuilder();
        for (String word : name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }
}
