package io.waitress.core.internal.http1;

import java.util.Arrays;

/**
 * Tells which requests are likely to be short, from how long those with the same method and path took before.
 *
 * <p>A request pays for its time out of an allowance: as long as requests take less than that on average there is credit.
 * A long one leaves a debt that only many short ones pay off, so an application that blocks now and then is found out as
 * well as one that always does. Unknown ones start in debt. Paths share a bounded number of accounts.
 *
 * <p>Any thread, without a lock: an entry lost in a race only makes the guess a little worse.
 */
final class ServiceTimes {

    private static final int ACCOUNTS = 1024;
    private static final int ALLOWANCE_NANOS = 50_000;
    private static final int MAX_CREDIT_NANOS = 20 * ALLOWANCE_NANOS;
    private static final int MAX_DEBT_NANOS = 10_000 * ALLOWANCE_NANOS;
    private static final int FIRST_DEBT_NANOS = 50 * ALLOWANCE_NANOS;

    private final int[] credits = new int[ACCOUNTS];

    ServiceTimes() {
        Arrays.fill(credits, -FIRST_DEBT_NANOS);
    }

    /** Tells whether such a request is likely to take so little time that handing it over is not worth while. */
    boolean isShort(String method, String path) {
        return credits[account(method, path)] > 0;
    }

    /** Enters a request that has been served. */
    void served(String method, String path, long nanos) {
        int account = account(method, path);
        long credit = credits[account] + ALLOWANCE_NANOS - nanos;
        credits[account] = (int) Math.max(-MAX_DEBT_NANOS, Math.min(MAX_CREDIT_NANOS, credit));
    }

    private static int account(String method, String path) {
        int hash = 31 * path.hashCode() + method.hashCode();
        return (hash ^ hash >>> 15) & ACCOUNTS - 1;
    }
}
