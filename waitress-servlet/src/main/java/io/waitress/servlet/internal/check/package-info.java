/**
 * Looks an application over without running it: one class for each inspection, findings, and their report as text and as
 * JSON.
 */
package io.waitress.servlet.internal.check;
