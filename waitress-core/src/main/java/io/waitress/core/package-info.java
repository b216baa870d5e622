/**
 * The server: {@link io.waitress.core.WaitressServer} runs one {@link io.waitress.core.exchange.Application} with
 * {@link io.waitress.core.settings.Settings}. Nothing here knows of servlets.
 */
package io.waitress.core;
