package io.waitress.core.internal.tls;

import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * How many records without content a client may send. Each costs the server arithmetic, new keys most of all, and the
 * client next to nothing; nobody needs more than a few. Confined to the dispatcher role.
 */
final class RecordAllowance {

    /** A certificate chain of 16 KiB fits, even from a client that sends no more than 512 bytes at once. */
    static final int HANDSHAKE_RECORDS = 64;
    static final int EMPTY_RECORDS = 16;
    /** How long it takes until one more record without content may come. */
    static final long RENEWAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private int handshakeRecords;
    private int emptyRecords;
    private long renewedAt;

    /** A record of the handshake has come: each piece of a message makes the engine copy all before it. */
    void handshake() throws SSLException {
        if (++handshakeRecords > HANDSHAKE_RECORDS) {
            throw new SSLException("The handshake takes more than " + HANDSHAKE_RECORDS + " records");
        }
    }

    /** A record without content has come: new keys, a warning, nothing. */
    void empty(long nowNanos) throws SSLException {
        long renewed = (nowNanos - renewedAt) / RENEWAL_NANOS;
        if (emptyRecords > 0 && renewed < emptyRecords) {
            renewedAt += renewed * RENEWAL_NANOS;
            emptyRecords -= (int) renewed;
        } else {
            renewedAt = nowNanos;
            emptyRecords = 0;
        }
        if (++emptyRecords > EMPTY_RECORDS) {
            throw new SSLException("The client sends too many records without content, such as for new keys");
        }
    }
}
