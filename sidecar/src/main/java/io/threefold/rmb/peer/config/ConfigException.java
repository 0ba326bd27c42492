package io.threefold.rmb.peer.config;

/** Something a user set does not work. The message is one line: setting, rule, next step; never a value. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param place the setting and where it was set
     * @param rule what it must be, or what is wrong: "must be …"
     * @param next what to do
     */
    public ConfigException(String place, String rule, String next) {
        super(oneLine(place + ": " + rule + ". " + next));
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return line.toString();
    }
}
