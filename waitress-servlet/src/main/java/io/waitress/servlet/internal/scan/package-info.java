/**
 * Finds out about classes without loading them: which annotations of the specification they carry and what they extend,
 * in an index for each jar that is kept between starts. Uses nothing of ours but files; only {@link ClassFileReader} and
 * {@link ClassHeader} use ASM.
 */
package io.waitress.servlet.internal.scan;
