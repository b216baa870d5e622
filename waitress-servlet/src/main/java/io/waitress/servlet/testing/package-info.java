/**
 * Servlets, filters and whole applications on a real socket in a test: {@link io.waitress.servlet.testing.TestServer}
 * for any test framework, {@link io.waitress.servlet.testing.WaitressExtension} for JUnit 5 and later, which has to be
 * on the class path of the tests.
 */
package io.waitress.servlet.testing;
