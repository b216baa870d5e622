/**
 * A client for tests that decides over every byte, and over when it sends it. It depends on nothing but the JDK and
 * on no test framework.
 */
package io.waitress.core.testing;
