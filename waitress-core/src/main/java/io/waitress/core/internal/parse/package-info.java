/**
 * Bytes to request heads and bodies, strictly by RFC 9110 and RFC 9112. Grammar is checked byte by byte as input
 * arrives; nothing is looked at twice because of how the network cut it.
 *
 * <p>{@link io.waitress.core.internal.parse.RequestParser} scans a head with {@code RequestLine} and
 * {@code FieldSection}, which remember offsets; {@link io.waitress.core.internal.parse.ParsedHead} interprets them.
 * A {@link io.waitress.core.internal.parse.BodyReceiver} takes the body.
 */
package io.waitress.core.internal.parse;
