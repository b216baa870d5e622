/**
 * Web applications as archives and folders: their descriptor, their class loader and their files, made ready to be
 * served.
 */
package io.waitress.servlet.webapp;
