/** The threads that run application code, and the queue in front of them. */
package io.waitress.core.internal.work;
