package io.waitress.servlet.internal.security;

import io.waitress.servlet.internal.secret.PasswordMemory;
import io.waitress.servlet.security.DigestSecret;
import io.waitress.servlet.security.Realm;
import io.waitress.servlet.security.User;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Asks the realm of an application, unless there were too many failures: the one place through which every login goes.
 * Who has logged in from the same address before, with the same password or nonce, is not delayed for the failures of
 * others with that name, so that these keep no user out. From other addresses the password is not even compared, since
 * that would be as good as an attempt; and an address that has failed often is delayed whatever it knows. Safe from any
 * thread.
 */
public final class LoginCheck {

    private static final String WRONG = "wrong name or password";

    private final Realm realm;
    private final LoginThrottle throttle;
    private final FailureLog log;
    private final Nonces nonces = new Nonces();
    private final PasswordMemory memory = new PasswordMemory();

    /**
     * Creates a check that knows of no failure.
     *
     * @param realm knows the users; null refuses everybody
     * @param contextPath the application's, for the log
     */
    public LoginCheck(Realm realm, String contextPath) {
        this(realm, contextPath, System::nanoTime);
    }

    LoginCheck(Realm realm, String contextPath, LongSupplier nanoClock) {
        this.realm = realm;
        throttle = new LoginThrottle(nanoClock);
        log = new FailureLog(contextPath, nanoClock);
    }

    /** Returns the source of nonces for DIGEST. */
    public Nonces nonces() {
        return nonces;
    }

    /**
     * Checks a name and password.
     *
     * @param name as the client gave it
     * @param password as the client gave it
     * @param address the client's, or null
     * @return {@code Accepted}, {@code Refused} or {@code Delayed}
     * @throws IOException if the realm cannot find out
     */
    public LoginOutcome password(String name, String password, String address) throws IOException {
        if (realm == null) {
            return withoutRealm(name, address);
        }
        int seconds = delaySeconds(name, password, address);
        if (seconds > 0) {
            return delayed(name, address, seconds);
        }
        User user = realm.authenticate(name, password);
        if (user == null) {
            memory.forget(from(name, address), password);
            return refused(name, address);
        }
        succeeded(name, password, address);
        return new LoginOutcome.Accepted(user);
    }

    /** One who comes back clears nothing: others could guess a little between each two of their requests. */
    private void succeeded(String name, String proof, String address) {
        String from = from(name, address);
        if (!memory.knows(from, proof)) {
            memory.note(from, proof);
            throttle.succeeded(name);
        }
    }

    /**
     * Checks a response to a challenge of DIGEST.
     *
     * @param credentials with one of the algorithms that are offered
     * @param method of the request
     * @param address the client's, or null
     * @return any of the outcomes
     * @throws IOException if the realm cannot find out
     */
    public LoginOutcome digest(DigestCredentials credentials, String method, String address) throws IOException {
        String name = credentials.name();
        if (realm == null) {
            return withoutRealm(name, address);
        }
        int seconds = delaySeconds(name, credentials.nonce(), address);
        if (seconds > 0) {
            return delayed(name, address, seconds);
        }
        DigestSecret secret = realm.digestSecret(name, credentials.realm(), credentials.algorithm());
        boolean right = credentials.matches(secret == null ? "" : secret.ha1(), method);
        if (secret == null || !right) {
            return refused(name, address);
        }
        if (!nonces.use(credentials.nonce(), credentials.count())) {
            return new LoginOutcome.Stale();
        }
        succeeded(name, credentials.nonce(), address);
        return new LoginOutcome.Accepted(secret.user());
    }

    /**
     * Checks a certificate. There is nothing to guess, so nobody is delayed.
     *
     * @param chain the client's certificates, its own first
     * @param address the client's, or null
     * @return {@code Accepted} or {@code Refused}
     * @throws IOException if the realm cannot find out
     */
    public LoginOutcome certificate(List<X509Certificate> chain, String address) throws IOException {
        String subject = chain.get(0).getSubjectX500Principal().toString();
        if (realm == null) {
            return withoutRealm(subject, address);
        }
        User user = realm.authenticate(chain);
        if (user == null) {
            log.failed(subject, address, "there is no such user");
            return new LoginOutcome.Refused();
        }
        return new LoginOutcome.Accepted(user);
    }

    private int delaySeconds(String name, String known, String address) {
        int ofAddress = throttle.delayOfAddress(address);
        int ofName = throttle.delayOfName(name);
        if (ofAddress > 0 || ofName == 0) {
            return Math.max(ofAddress, ofName);
        }
        if (address != null && memory.knows(from(name, address), known)) {
            return 0;
        }
        throttle.failed(address);   // or who goes on guessing would find what is known
        return ofName;
    }

    private static String from(String name, String address) {
        return address + ' ' + name;
    }

    private LoginOutcome refused(String name, String address) {
        throttle.failed(name, address);
        log.failed(name, address, WRONG);
        return new LoginOutcome.Refused();
    }

    private LoginOutcome delayed(String name, String address, int seconds) {
        log.failed(name, address, "too many failures, the next attempt counts in " + seconds + " s");
        return new LoginOutcome.Delayed(seconds);
    }

    private LoginOutcome withoutRealm(String name, String address) {
        log.failed(name, address, "the application has no users; give some by --users, or a realm to its builder");
        return new LoginOutcome.Refused();
    }
}
