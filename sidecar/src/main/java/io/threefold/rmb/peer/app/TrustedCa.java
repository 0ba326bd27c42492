package io.threefold.rmb.peer.app;

import io.threefold.rmb.peer.catalogue.Settings;
import io.threefold.rmb.peer.config.ConfigException;
import io.threefold.rmb.peer.config.SmallFile;
import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The user's CA file: trusts the system's certificates and those in it, also after it was read again. Thread-safe. */
final class TrustedCa {
    private static final int MAX_BYTES = 1 << 20;
    private static final String PLACE = "tls.caFile (" + Settings.CA_FILE.handle() + ")";

    private record Content(String pem, X509ExtendedTrustManager manager) {}

    private final Path file;
    private final TrustOptions options = TrustOptions.wrap(new Delegating());
    private volatile Content content;

    private TrustedCa(Path file) throws ConfigException {
        this.file = file;
        this.content = load(file);
    }

    static TrustedCa read(Path file) throws ConfigException {
        return new TrustedCa(file);
    }

    /** Reads the file again; what is connected stays connected. */
    void reload() throws ConfigException {
        content = load(file);
    }

    Path file() {
        return file;
    }

    /** As it is in the file. */
    String pem() {
        return content.pem();
    }

    /** Follow every {@link #reload}. */
    TrustOptions options() {
        return options;
    }

    private static Content load(Path file) throws ConfigException {
        byte[] pem = SmallFile.bounded(file, MAX_BYTES, PLACE);
        try {
            Collection<? extends Certificate> given =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (given.isEmpty()) {
                throw new ConfigException(PLACE, "the file holds no PEM certificate", "Name a file with one.");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate issuer : manager(null).getAcceptedIssuers()) {
                store.setCertificateEntry("system-" + number++, issuer);
            }
            for (Certificate certificate : given) {
                store.setCertificateEntry("given-" + number++, certificate);
            }
            return new Content(new String(pem, StandardCharsets.UTF_8), manager(store));
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigException(
                    PLACE, "the file must hold PEM certificates", "Look for a cut-off or foreign part.");
        }
    }

    private static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no X.509 trust manager"));
    }

    private final class Delegating extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            content.manager().checkServerTrusted(chain, type, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            content.manager().checkServerTrusted(chain, type, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            content.manager().checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("no clients here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("no clients here");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("no clients here");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return content.manager().getAcceptedIssuers();
        }
    }
}
