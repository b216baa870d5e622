package io.waitress.servlet.internal.jsp;

import org.apache.juli.logging.Log;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where Jasper's messages go, which finds this as a provider. Safe from any thread. */
public final class JasperLog implements Log {

    /** Complains of schemas that validation would need, which nobody has asked for. */
    private static final String COMPLAINER = "org.apache.tomcat.util.descriptor.DigesterFactory";

    private final Logger logger;
    private final boolean complains;

    /** Makes what tells Jasper of this class. */
    public JasperLog() {
        this(JasperLog.class.getName());
    }

    /**
     * Makes the log of one of Jasper's classes.
     *
     * @param name the name of the class
     */
    public JasperLog(String name) {
        logger = LoggerFactory.getLogger(name);
        complains = name.equals(COMPLAINER);
    }

    @Override
    public boolean isTraceEnabled() {
        return logger.isTraceEnabled();
    }

    @Override
    public boolean isDebugEnabled() {
        return logger.isDebugEnabled();
    }

    @Override
    public boolean isInfoEnabled() {
        return logger.isInfoEnabled();
    }

    @Override
    public boolean isWarnEnabled() {
        return complains ? logger.isDebugEnabled() : logger.isWarnEnabled();
    }

    @Override
    public boolean isErrorEnabled() {
        return logger.isErrorEnabled();
    }

    @Override
    public boolean isFatalEnabled() {
        return logger.isErrorEnabled();
    }

    @Override
    public void trace(Object message) {
        logger.trace(text(message));
    }

    @Override
    public void trace(Object message, Throwable cause) {
        logger.trace(text(message), cause);
    }

    @Override
    public void debug(Object message) {
        logger.debug(text(message));
    }

    @Override
    public void debug(Object message, Throwable cause) {
        logger.debug(text(message), cause);
    }

    @Override
    public void info(Object message) {
        logger.info(text(message));
    }

    @Override
    public void info(Object message, Throwable cause) {
        logger.info(text(message), cause);
    }

    @Override
    public void warn(Object message) {
        warn(message, null);
    }

    @Override
    public void warn(Object message, Throwable cause) {
        if (complains) {
            logger.debug(text(message), cause);
        } else {
            logger.warn(text(message), cause);
        }
    }

    @Override
    public void error(Object message) {
        logger.error(text(message));
    }

    @Override
    public void error(Object message, Throwable cause) {
        logger.error(text(message), cause);
    }

    @Override
    public void fatal(Object message) {
        logger.error(text(message));
    }

    @Override
    public void fatal(Object message, Throwable cause) {
        logger.error(text(message), cause);
    }

    private static String text(Object message) {
        return String.valueOf(message);
    }
}
