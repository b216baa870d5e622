/** What the JDK looks for by these very names when somebody asks for a name that begins with {@code java:}. */
package io.waitress.servlet.internal.naming.java;
