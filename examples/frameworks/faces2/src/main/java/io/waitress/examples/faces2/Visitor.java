package io.waitress.examples.faces2;

import javax.enterprise.context.SessionScoped;
import javax.inject.Named;
import java.io.Serializable;

/** What is known of one session. */
@Named
@SessionScoped
public class Visitor implements Serializable {

    private static final long serialVersionUID = 1L;

    private String last = "nothing";
    private String recipe = "none";
    private transient javax.servlet.http.Part upload;

    public void saw(String dish) {
        last = dish;
    }

    public String getLast() {
        return last;
    }

    public void send() {
        recipe = upload == null ? "none" : upload.getSubmittedFileName() + ", " + upload.getSize() + " bytes";
    }

    public String getRecipe() {
        return recipe;
    }

    public javax.servlet.http.Part getUpload() {
        return null;
    }

    public void setUpload(javax.servlet.http.Part upload) {
        this.upload = upload;
    }
}
