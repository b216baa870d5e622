package io.waitress.core.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text file with keys and certificates (RFC 7468). Every failure names the file and says what was expected. */
final class PemFile {

    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ([A-Z0-9 ]+)-----\\s*(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final String BEGIN = "-----BEGIN ";
    private static final int MAX_BYTES = 1024 * 1024;
    /** How far from the beginning of the file a block may begin, since text may precede it. */
    private static final int MAX_PREFACE = 16 * 1024;

    private final String name;
    private final List<Block> blocks;

    /**
     * A block of such a file.
     *
     * @param label says what it is
     * @param text base 64, perhaps after header lines
     */
    record Block(String label, String text) {

        /** Returns the bytes, or null if the text is not base 64. */
        byte[] bytes() {
            try {
                return Base64.getMimeDecoder().decode(text);
            } catch (IllegalArgumentException ignored) {
                return null;
            }
        }
    }

    private PemFile(String name, List<Block> blocks) {
        this.name = name;
        this.blocks = blocks;
    }

    /**
     * Reads a file.
     *
     * @param setting that names the file, for messages
     */
    static PemFile read(String setting, Path file) throws IOException {
        String name = setting + ": " + file;
        requireFile(name, file);
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(name + ": expected a PEM file of at most " + MAX_BYTES + " bytes");
        }
        Matcher matcher = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        List<Block> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        if (blocks.isEmpty()) {
            throw new IOException(name + ": expected a PEM file, with -----BEGIN … and -----END … in it; a PKCS12 or"
                    + " JKS file is given as tlsKeystore");
        }
        return new PemFile(name, blocks);
    }

    /** Tells whether a file looks like one of this kind. */
    static boolean isPem(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        byte[] start;
        try (InputStream input = Files.newInputStream(file)) {
            start = input.readNBytes(MAX_PREFACE);
        }
        return new String(start, StandardCharsets.ISO_8859_1).contains(BEGIN);
    }

    /** Throws unless there is a file that can be read. */
    static void requireFile(String name, Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(name + ": no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(name + ": expected a file, but it is a folder or something else");
        }
        if (!Files.isReadable(file)) {
            throw new IOException(name + ": no permission to read it");
        }
    }

    String name() {
        return name;
    }

    /** Returns all certificates, of which there is at least one. */
    List<X509Certificate> certificates() throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (block.label.equals("CERTIFICATE") || block.label.equals("X509 CERTIFICATE")) {
                certificates.add(certificate(block));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException(name + ": expected a certificate, but it has only: " + labels());
        }
        return certificates;
    }

    /**
     * Returns the first private key.
     *
     * @param password or null
     * @param counterpart tells what the key itself may leave out
     */
    PrivateKey privateKey(String password, PublicKey counterpart) throws IOException {
        for (Block block : blocks) {
            if (block.label.endsWith("PRIVATE KEY")) {
                return PemPrivateKey.read(block, password, counterpart, name);
            }
        }
        throw new IOException(name + ": expected a private key, but it has only: " + labels());
    }

    private X509Certificate certificate(Block block) throws IOException {
        byte[] bytes = block.bytes();
        try {
            if (bytes != null) {
                return (X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(bytes));
            }
        } catch (CertificateException e) {
            throw new IOException(name + ": a certificate is damaged: " + e.getMessage(), e);
        }
        throw new IOException(name + ": a certificate is damaged: expected base 64");
    }

    private String labels() {
        return String.join(", ", blocks.stream().map(Block::label).distinct().toList());
    }
}
