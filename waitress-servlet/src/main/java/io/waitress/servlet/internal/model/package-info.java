/**
 * What one web application declares: immutable records without behaviour, built by a descriptor reader or by
 * the embedding API and read by the runtime. Uses nothing of ours.
 */
package io.waitress.servlet.internal.model;
