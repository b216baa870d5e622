/** Sockets: the dispatcher that reads and drains them, and the output that workers write through. */
package io.waitress.core.internal.net;
