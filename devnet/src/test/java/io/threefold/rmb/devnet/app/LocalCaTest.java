package io.threefold.rmb.devnet.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCaTest {
    @TempDir
    private Path directory;

    @Test
    void signsAndIsReusedUntilNamesOrTimeDoNotFit() throws Exception {
        InstantSource clock = InstantSource.system();
        LocalCa first = LocalCa.prepare(directory, List.of("relay.test", "ws:/odd:80"), clock);
        X509Certificate ca = read(first.ca());
        X509Certificate leaf = read(first.certificate());
        leaf.verify(ca.getPublicKey());
        assertThat(leaf.getSubjectAlternativeNames()).hasSize(4);
        assertThat(leaf.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.key())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(first.key())).startsWith("-----BEGIN PRIVATE KEY-----");
        LocalCa.prepare(directory, List.of("relay.test"), clock);
        assertThat(read(first.certificate())).isEqualTo(leaf);
        LocalCa.prepare(directory, List.of("other.test"), clock);
        X509Certificate second = read(first.certificate());
        assertThat(second).isNotEqualTo(leaf);
        LocalCa.prepare(directory, List.of("other.test"), () -> clock.instant().plus(Duration.ofDays(360)));
        assertThat(read(first.certificate())).isNotEqualTo(second);
    }

    private static X509Certificate read(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
