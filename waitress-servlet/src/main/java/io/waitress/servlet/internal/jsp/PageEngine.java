package io.waitress.servlet.internal.jsp;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Translates, compiles and runs pages. Safe from any thread. */
interface PageEngine {

    /**
     * Runs a page.
     *
     * @param path its path inside the application
     * @return false, having done nothing, if there is no such page
     */
    boolean service(String path, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException;

    /**
     * Compiles and initialises a page unless that is done.
     *
     * @throws ServletException telling page and line, if it has a mistake
     */
    void load(String path) throws ServletException, IOException;

    /**
     * Compiles a page, without initialising it.
     *
     * @throws ServletException telling page and line, if it has a mistake
     */
    void compile(String path) throws ServletException, IOException;

    /** Destroys all pages. */
    void close();
}
