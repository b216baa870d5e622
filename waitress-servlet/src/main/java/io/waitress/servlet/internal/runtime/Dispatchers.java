package io.waitress.servlet.internal.runtime;

import jakarta.servlet.RequestDispatcher;

/** Gives out request dispatchers of one context. Safe from any thread once the context runs. */
interface Dispatchers {

    /** Returns the dispatcher of a path that begins with a slash, with or without a query; null if it is invalid. */
    RequestDispatcher byPath(String path);

    /** Returns the dispatcher of a servlet, or null if there is none of that name. */
    RequestDispatcher byName(String servlet);
}
