/**
 * The settings of a server, checked together when they are built: {@link io.waitress.core.settings.Settings}, and
 * {@link io.waitress.core.settings.SettingsText}, which reads them from options, the environment and files.
 */
package io.waitress.core.settings;
