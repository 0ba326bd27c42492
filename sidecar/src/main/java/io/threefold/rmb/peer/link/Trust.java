package io.threefold.rmb.peer.link;

import io.vertx.core.net.TrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The certificates a relay may present: the system's, and those the user gave. */
final class Trust {
    private Trust() {}

    /**
     * @param pem certificates in PEM besides the system's
     * @throws IllegalArgumentException when the text holds no certificate or one that cannot be read
     */
    static TrustOptions with(String pem) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var number = 0;
            for (var issuer : managerOf(null).getAcceptedIssuers()) {
                store.setCertificateEntry("system-" + number++, issuer);
            }
            var given = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
            if (given.isEmpty()) {
                throw new IllegalArgumentException("the relay CA file holds no PEM certificate");
            }
            for (var certificate : given) {
                store.setCertificateEntry("given-" + number++, (X509Certificate) certificate);
            }
            return TrustOptions.wrap(managerOf(store));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the relay CA file cannot be read: " + ConnectFailure.brief(e), e);
        }
    }

    private static X509TrustManager managerOf(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map((TrustManager m) -> (X509TrustManager) m)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no X.509 trust manager"));
    }
}
