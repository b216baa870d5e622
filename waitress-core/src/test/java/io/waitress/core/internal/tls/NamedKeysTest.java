package io.waitress.core.internal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedKeysTest {

    @TempDir
    static Path folder;
    private static PrivateKey rsa;
    private static PrivateKey ec;

    @BeforeAll
    static void makeKeys() {
        rsa = TestKeys.make(folder, "RSA", "a").key();
        ec = TestKeys.make(folder, "EC", "a").key();
    }

    private static Identity identity(PrivateKey key, String... names) {
        return new Identity(List.of(), key, Set.of(names));
    }

    @Test
    void prefersTheNameThenTheWildcardThenTheFirst() {
        Map<String, Identity> identities = Map.of("first", identity(rsa, "first.example"),
                "wild", identity(rsa, "*.shop.example"), "exact", identity(rsa, "pay.shop.example", "shop.example"));
        NamedKeys keys = new NamedKeys(List.of(identities.get("first"), identities.get("wild"),
                identities.get("exact")));

        Map.of("pay.shop.example", "exact", "x.shop.example", "wild", "shop.example", "exact",
                "a.b.shop.example", "first", "first.example", "first", "unknown", "first")
                .forEach((name, expected) -> assertEquals(identities.get(expected), keys.choose(name, "RSA"), name));
        assertEquals(identities.get("first"), keys.choose(null, "RSA"));
    }

    /** The JDK asks for one kind of key after the other, so the wrong host's key of the first kind must not do. */
    @Test
    void choosesTheNameBeforeTheKindOfKey() {
        Identity both1 = identity(rsa, "both.example");
        Identity both2 = identity(ec, "both.example");
        Identity elliptic = identity(ec, "elliptic.example");
        NamedKeys keys = new NamedKeys(List.of(both1, elliptic, both2));

        assertEquals(both2, keys.choose("both.example", "EC"));
        assertEquals(both1, keys.choose("both.example", "RSA"));
        assertEquals(elliptic, keys.choose("elliptic.example", "EC"));
        assertEquals(null, keys.choose("elliptic.example", "RSA"));
        assertEquals(both2, keys.choose("unknown.example", "EC"));
        assertEquals(both1, keys.choose(null, "RSA"));
    }
}
