package io.waitress.servlet.legacy;

/** A response of the server that takes a reason phrase for the wire. */
public interface ReasonPhrase {

    /**
     * Sets the status.
     *
     * @param status the code
     * @param reason the phrase; null for the registered one
     */
    void setStatus(int status, String reason);
}
