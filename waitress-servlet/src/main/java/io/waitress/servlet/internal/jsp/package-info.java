/**
 * JSP pages, run by Jasper. Only the classes whose names begin with {@code Jasper} link against it, so that it may be
 * missing, and is not loaded before there is a page to be run.
 */
package io.waitress.servlet.internal.jsp;
