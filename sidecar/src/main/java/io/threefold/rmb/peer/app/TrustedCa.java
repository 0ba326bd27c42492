package io.threefold.rmb.peer.app;

import io.threefold.rmb.peer.catalogue.Settings;
import io.threefold.rmb.peer.config.ConfigException;
import io.threefold.rmb.peer.config.SmallFile;
import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The user's CA file.
 *
 * @param pem as it is in the file
 * @param options trust the system's certificates and these
 */
record TrustedCa(byte[] pem, TrustOptions options) {
    private static final int MAX_BYTES = 1 << 20;

    static TrustedCa read(Path file) throws ConfigException {
        String place = "tls.caFile (" + Settings.CA_FILE.handle() + ")";
        byte[] pem = SmallFile.bounded(file, MAX_BYTES, place);
        try {
            Collection<? extends Certificate> given =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (given.isEmpty()) {
                throw new ConfigException(place, "the file holds no PEM certificate", "Name a file with one.");
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
            return new TrustedCa(pem, TrustOptions.wrap(manager(store)));
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigException(
                    place, "the file must hold PEM certificates", "Look for a cut-off or foreign part.");
        }
    }

    private static X509TrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no X.509 trust manager"));
    }
}
