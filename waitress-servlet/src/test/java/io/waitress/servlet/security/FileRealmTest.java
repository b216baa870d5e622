package io.waitress.servlet.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRealmTest {

    @TempDir
    private Path folder;
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);    // runs over, as the real one may

    private FileRealm realm(String content) throws IOException {
        return FileRealm.load(write(content), nanos::get);
    }

    private Path write(String content) throws IOException {
        return Files.writeString(folder.resolve("users.properties"), content);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "ada: secret | ada | secret | ''",
        "ada:secret | ada | secret | ''",
        "ada : secret , manager , staff member | ada | secret | manager,staff member",
        "ada: se cret | ada | se cret | ''",
        "ada: a\\,b\\:c\\\\d | ada | a,b:c\\d | ''",
        "ada: a:b | ada | a:b | ''",
        "\"ada: \\ x\\ \" | ada | \" x \" | ''",
        "a\\:b: secret | a:b | secret | ''",
        "CN\\=Ada,\\ O\\=X: secret | CN=Ada, O=X | secret | ''",
        "CN=Ada, O=X: secret | CN=Ada, O=X | secret | ''",
        "ada: \\pbkdf2-x | ada | pbkdf2-x | ''",
        "ada: \\MD5:x | ada | MD5:x | ''",
        "łukasz: hasło | łukasz | hasło | ''",
    })
    void readsUsersWithPasswords(String line, String name, String password, String roles) throws IOException {
        FileRealm realm = realm("# a comment\n\n! another: one\r\n" + line + "\n");

        User user = realm.authenticate(name, password);

        assertNotNull(user);
        assertEquals(name, user.name());
        assertEquals(name, user.principal().toString());
        assertEquals(roles.equals("''") ? Set.of() : Set.of(roles.split(",")), user.roles());
        assertNull(realm.authenticate(name, password + " "));
        assertNull(realm.authenticate(name + "x", password));
        assertNull(realm.authenticate(name, ""));
    }

    @Test
    void takesHashedPasswords() throws IOException {
        FileRealm realm = realm("ada: " + PasswordHash.of("secret", 20).text() + ", manager\nbob: plain\ncy: "
                + PasswordHash.of("other", 10).text());

        assertEquals(Set.of("manager"), realm.authenticate("ada", "secret").roles());
        assertNotNull(realm.authenticate("ada", "secret"), "remembered");
        assertNull(realm.authenticate("ada", "plain"));
        assertNotNull(realm.authenticate("bob", "plain"));
        assertNotNull(realm.authenticate("cy", "other"));
        assertNull(realm.authenticate("nobody", "secret"));
    }

    @Test
    void knowsUsersWithoutPasswordByTheirCertificate() throws IOException {
        String subject = "CN=CTS, OU=Java Software, O=Sun Microsystems Inc., L=Burlington, ST=MA, C=US";
        UserFile file = UserFile.parse("f", ("ada: secret\n" + subject + ": ,Administrator\n")
                .getBytes(StandardCharsets.UTF_8));

        assertEquals(Set.of("Administrator"), file.find(new X500Principal(subject)).user().roles());
        assertNull(file.find(new X500Principal("CN=ada")));
        assertNull(file.authenticate(subject, ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "ada | line 1: expected NAME: PASSWORD, or NAME: PASSWORD,ROLE,ROLE",
        "ada=secret | line 1: expected NAME: PASSWORD, or NAME: PASSWORD,ROLE,ROLE",
        ": secret | line 1: expected NAME: PASSWORD, or NAME: PASSWORD,ROLE,ROLE",
        "#;ada | line 2: expected NAME: PASSWORD, or NAME: PASSWORD,ROLE,ROLE",
        "ada: secret, | line 1: there is a comma without a role after it; expected NAME: PASSWORD,ROLE",
        "ada: secret,,b | line 1: there is a comma without a role after it; expected NAME: PASSWORD,ROLE",
        "ada: sec\\ | line 1: there is nothing after the backslash; lines cannot be continued",
        "ada: | line 1: user 'ada' has no password; expected one, or for a name the subject of a certificate, such as"
                + " CN=Jo, O=Example",
        "ada: x;;bob: y;ada: z | line 4: user 'ada' is in line 1 already",
        "CN=A,O=B: ,x;CN=A, O=B: ,y | line 2: user 'CN=A, O=B' is in line 1 already",
        "ada: pbkdf2-sha512$x | line 1: the password of user 'ada' is not hashed properly: expected"
                + " pbkdf2-sha512$ITERATIONS$SALT$HASH (a plain password that begins so needs a backslash before it)",
        "ada: MD5:5ebe2294 | line 1: the password of user 'ada' begins with 'MD5:', a form of other servers; expected"
                + " pbkdf2-sha512$… or a plain password (with a backslash before it if it really begins so)",
    })
    void saysWhatIsWrong(String lines, String problem) {
        Exception thrown = assertThrows(IOException.class, () -> realm(lines.replace(';', '\n')));

        assertEquals(folder.resolve("users.properties") + ", " + problem, thrown.getMessage());
    }

    @Test
    void saysThatItIsNotUtf8() throws IOException {
        Path file = Files.write(folder.resolve("u"), "müller: x".getBytes(StandardCharsets.ISO_8859_1));

        assertEquals(file + " is not in UTF-8",
                assertThrows(IOException.class, () -> FileRealm.load(file)).getMessage());
    }

    @Test
    void readsTheFileAgainWhenItHasChanged() throws IOException {
        FileRealm realm = realm("ada: secret");
        write("ada: other\nbob: new");

        assertNotNull(realm.authenticate("ada", "secret"), "not looked at again so soon");
        pass(Duration.ofSeconds(1));
        assertNull(realm.authenticate("ada", "secret"));
        assertNotNull(realm.authenticate("ada", "other"));
        assertNotNull(realm.authenticate("bob", "new"));
    }

    @Test
    void forgetsWhatItRemembersOfHashedPasswordsWithTheOldFile() throws IOException {
        FileRealm realm = realm("ada: " + PasswordHash.of("secret", 10).text());
        assertNotNull(realm.authenticate("ada", "secret"));

        write("ada: " + PasswordHash.of("other", 10).text());
        pass(Duration.ofSeconds(2));

        assertNull(realm.authenticate("ada", "secret"));
    }

    @Test
    void staysAsItWasIfTheFileIsBrokenOrGone() throws IOException {
        FileRealm realm = realm("ada: secret");

        Path file = write("bob: x\nada");
        pass(Duration.ofSeconds(1));
        assertNotNull(realm.authenticate("ada", "secret"));
        assertNull(realm.authenticate("bob", "x"));

        Files.delete(file);
        pass(Duration.ofSeconds(1));
        assertNotNull(realm.authenticate("ada", "secret"));

        write("bob: x");
        pass(Duration.ofSeconds(1));
        assertNotNull(realm.authenticate("bob", "x"));
    }

    @Test
    void hasSecretsForDigestOfPlainPasswordsOnly() throws IOException {
        FileRealm realm = realm("Mufasa: Circle of Life, king\nada: " + PasswordHash.of("secret", 10).text());

        assertTrue(realm.supportsDigest());
        DigestSecret secret = realm.digestSecret("Mufasa", "http-auth@example.org", DigestAlgorithm.MD5);
        assertEquals("3d78807defe7de2157e2b0b6573a855f", secret.ha1());
        assertEquals(Set.of("king"), secret.user().roles());
        assertNull(realm.digestSecret("ada", "r", DigestAlgorithm.SHA_256));
        assertNull(realm.digestSecret("nobody", "r", DigestAlgorithm.SHA_256));
    }
}
