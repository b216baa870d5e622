import java.io.File;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** Serves a WAR by an embedded Tomcat 9: {@code Tomcat9 WAR FOLDER}. What start-cost compares with. */
public final class Tomcat9 {

    private Tomcat9() {
    }

    /** Starts, says where it serves, and stays. */
    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("org.apache").setLevel(Level.WARNING);
        File folder = new File(arguments[1]);
        new File(folder, "webapps").mkdirs();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.getPath());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addWebapp("", arguments[0]);
        context.setParentClassLoader(Tomcat9.class.getClassLoader());
        tomcat.start();
        if (!context.getState().isAvailable()) {
            System.exit(1);
        }
        System.out.println("Serving on http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
        tomcat.getServer().await();
    }
}
