package io.waitress.core.internal.net;

/**
 * What the connections of a listening socket speak.
 *
 * @param transports how bytes travel
 * @param protocols what they mean
 */
public record Service(TransportFactory transports, ProtocolFactory protocols) {
}
