package io.threefold.rmb.devnet.app;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate for this machine and the CA that signed it (ECDSA P-256), in a directory: {@code ca.pem},
 * {@code relay.pem}, {@code relay.key}. The CA's key is thrown away at once, so that trusting {@code ca.pem} trusts this
 * one certificate.
 */
record LocalCa(Path ca, Path certificate, Path key) {
    private static final Duration VALID = Duration.ofDays(365);
    private static final Duration RENEW = Duration.ofDays(7);
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final int SUBJECT_DNS = 2;

    /** Uses what is in the directory if it still serves for these names, else makes it anew. */
    static LocalCa prepare(Path directory, Collection<String> domains, InstantSource clock) throws DevnetException {
        LocalCa files = new LocalCa(
                directory.resolve("ca.pem"), directory.resolve("relay.pem"), directory.resolve("relay.key"));
        Set<String> names = new LinkedHashSet<>(List.of("localhost"));
        domains.stream().filter(LocalCa::isHostName).forEach(names::add);
        try {
            Files.createDirectories(directory);
            if (!files.serves(names, clock.instant())) {
                files.generate(names, clock.instant());
            }
            return files;
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new DevnetException("cannot make a certificate in " + directory + ": " + e.getMessage(), e);
        }
    }

    private static boolean isHostName(String domain) {
        return domain.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?") && !domain.matches("[0-9.]+");
    }

    private boolean serves(Set<String> names, Instant now) throws IOException {
        if (!Files.exists(ca) || !Files.exists(certificate) || !Files.exists(key)) {
            return false;
        }
        try (var in = Files.newInputStream(certificate)) {
            X509Certificate leaf =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            Set<String> covered = new HashSet<>();
            Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> name : alternatives) {
                    if (name.get(0).equals(SUBJECT_DNS)) {
                        covered.add((String) name.get(1));
                    }
                }
            }
            return covered.containsAll(names) && leaf.getNotAfter().toInstant().isAfter(now.plus(RENEW));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private void generate(Set<String> names, Instant now)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair caKeys = newKeys();
        KeyPair leafKeys = newKeys();
        X500Name issuer = new X500Name("CN=RMB devnet CA");
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        X509v3CertificateBuilder root = builder(issuer, issuer, caKeys, now)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        extensions.createSubjectKeyIdentifier(caKeys.getPublic()));
        List<GeneralName> alternatives = new ArrayList<>();
        names.forEach(name -> alternatives.add(new GeneralName(GeneralName.dNSName, name)));
        alternatives.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        alternatives.add(new GeneralName(GeneralName.iPAddress, "::1"));
        X509v3CertificateBuilder leaf = builder(
                        issuer, new X500Name("CN=" + names.iterator().next()), leafKeys, now)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        extensions.createAuthorityKeyIdentifier(caKeys.getPublic()))
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(alternatives.toArray(new GeneralName[0])));
        Files.writeString(ca, pem(sign(root, caKeys)));
        Files.writeString(certificate, pem(sign(leaf, caKeys)));
        writePrivate(pem(new JcaPKCS8Generator(leafKeys.getPrivate(), null)));
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys, Instant now) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(120, new SecureRandom()).setBit(0),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(VALID)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair issuer)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
    }

    private static String pem(Object thing) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(thing);
        }
        return text.toString();
    }

    private void writePrivate(String pem) throws IOException {
        Files.deleteIfExists(key);
        if (key.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(key, pem);
    }
}
