package io.waitress.examples.struts;

import com.opensymphony.xwork2.ActionSupport;
import java.io.File;

/** Takes a file, which Struts has put aside. */
public class UploadAction extends ActionSupport {

    private static final long serialVersionUID = 1L;

    private File recipe;
    private String recipeFileName;
    private String recipeContentType;
    private String note;

    @Override
    public void validate() {
        if (recipe == null) {
            addFieldError("recipe", "Which file?");
        }
    }

    public long getLength() {
        return recipe.length();
    }

    public void setRecipe(File recipe) {
        this.recipe = recipe;
    }

    public String getRecipeFileName() {
        return recipeFileName;
    }

    public void setRecipeFileName(String recipeFileName) {
        this.recipeFileName = recipeFileName;
    }

    public String getRecipeContentType() {
        return recipeContentType;
    }

    public void setRecipeContentType(String recipeContentType) {
        this.recipeContentType = recipeContentType;
    }

    public String getNote() {
        return note;
    }

    public void setNote(String note) {
        this.note = note;
    }
}
