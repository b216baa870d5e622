/** Logins and constraints as far as they do not depend on how requests run: grammar, checks, decisions. */
package io.waitress.servlet.internal.security;
