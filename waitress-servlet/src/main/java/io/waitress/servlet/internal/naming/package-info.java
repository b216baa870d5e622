/**
 * What applications find by name: the namespace {@code java:} of each application, the objects in it (data sources, mail
 * sessions, values, anything a factory makes), and their injection by {@code @Resource}.
 */
package io.waitress.servlet.internal.naming;
