/** Sessions of one web application: ids, life cycle, time-outs and attributes. */
package io.waitress.servlet.internal.session;
