package io.threefold.rmb.peer.app;

import io.threefold.rmb.peer.catalogue.Choices.Format;
import io.threefold.rmb.peer.catalogue.Choices.Level;
import io.threefold.rmb.peer.catalogue.Settings;
import io.threefold.rmb.peer.config.ConfigException;
import io.threefold.rmb.peer.config.ConfigSource;
import io.threefold.rmb.peer.config.Configuration;
import io.threefold.rmb.protocol.identity.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** What is decided before the framework starts: configuration, keys, where to listen, how to log. */
record Launch(ConfigSource source, EngineSettings settings, Identity identity) {
    /** The management port of a peer that nobody told another one. */
    static final int DEFAULT_PORT = 8970;

    static Launch of(ConfigSource source, Map<String, String> environment) throws ConfigException {
        Configuration configuration = source.load();
        EngineSettings settings = EngineSettings.of(configuration, environment);
        return new Launch(source, settings, IdentityLoader.load(configuration));
    }

    /** What was started with. */
    Configuration configuration() {
        return settings.configuration();
    }

    /** The framework's own settings that follow from ours. */
    Properties framework(boolean terminal) throws ConfigException {
        Properties properties = new Properties();
        properties.setProperty("quarkus.http.host", configuration().get(Settings.MANAGEMENT_HOST));
        properties.setProperty("quarkus.http.port", Integer.toString(port()));
        Configuration configuration = configuration();
        Format format = configuration.get(Settings.LOG_FORMAT);
        boolean json = format == Format.JSON || (format == Format.AUTO && (configuration.inKubernetes() || !terminal));
        properties.setProperty("quarkus.log.console.json.enabled", Boolean.toString(json));
        properties.setProperty(
                "quarkus.log.category.\"io.threefold.rmb\".level", level(configuration.get(Settings.LOG_LEVEL)));
        return properties;
    }

    static String level(Level level) {
        return level.name().toUpperCase(Locale.ROOT);
    }

    private int port() throws ConfigException {
        Configuration configuration = configuration();
        int wanted = configuration.get(Settings.MANAGEMENT_PORT).orElse(DEFAULT_PORT);
        String host = configuration.get(Settings.MANAGEMENT_HOST);
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), wanted));
            return wanted;
        } catch (java.net.UnknownHostException e) {
            throw new ConfigException(
                    "management.host (" + Settings.MANAGEMENT_HOST.handle() + ")",
                    "must be an address of this machine",
                    "For example 127.0.0.1 or 0.0.0.0.");
        } catch (IOException e) {
            if (configuration.isGiven(Settings.MANAGEMENT_PORT) || wanted == 0) {
                throw new ConfigException(
                        "management.port (" + Settings.MANAGEMENT_PORT.handle() + ")",
                        "the peer cannot listen there, the port is taken or the host is not this machine's",
                        "Give another one; 0 takes any free port.");
            }
            return 0;
        }
    }

    /** Reads options and environment for a process that is starting. */
    static ConfigSource source(String[] arguments, Map<String, String> environment) throws ConfigException {
        return ConfigSource.of(arguments, environment, Version.current());
    }
}
