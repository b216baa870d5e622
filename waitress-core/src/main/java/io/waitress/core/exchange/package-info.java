/**
 * What the server and an application say to each other: an {@link io.waitress.core.exchange.Application} receives each
 * request as an {@link io.waitress.core.exchange.Exchange}, with its {@link io.waitress.core.exchange.RequestHead},
 * {@link io.waitress.core.exchange.RequestBody} and {@link io.waitress.core.exchange.Response}. Application code runs on
 * workers, or on a dispatcher's thread that has let go of its role; a slow client holds none of them.
 */
package io.waitress.core.exchange;
