package io.waitress.examples.spring5;

import java.util.Collection;
import java.util.Map;
import javax.annotation.PostConstruct;
import javax.servlet.http.HttpSession;
import javax.validation.Valid;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Pages with a form, a session, an upload, and JSON. */
@Controller
public class KitchenController {

    @Autowired
    private Basket basket;

    private String greeting;

    @PostConstruct
    void open() {
        greeting = "Open";
    }

    @GetMapping("/")
    public String page(@ModelAttribute("dish") Dish dish, Model model) {
        return show(model);
    }

    @PostMapping("/order")
    public String order(@Valid @ModelAttribute("dish") Dish dish, BindingResult faults, Model model,
            RedirectAttributes next) {
        if (faults.hasErrors()) {
            return show(model);
        }
        basket.add(dish);
        next.addFlashAttribute("said", "Thank you for ordering " + dish.getName());
        return "redirect:/";
    }

    private String show(Model model) {
        model.addAttribute("greeting", greeting);
        model.addAttribute("basket", basket.getDishes());
        return "kitchen";
    }

    @DeleteMapping("/order")
    public String clear(HttpSession session) {
        basket.clear();
        session.invalidate();
        return "redirect:/";
    }

    @PostMapping("/recipe")
    @ResponseBody
    public String upload(@RequestParam("recipe") MultipartFile recipe, @RequestParam("note") String note)
            throws java.io.IOException {
        return recipe.getOriginalFilename() + " " + recipe.getContentType() + " " + recipe.getBytes().length + " "
                + note;
    }

    @GetMapping("/dishes")
    @ResponseBody
    public Collection<Dish> dishes() {
        return basket.getDishes();
    }

    @PostMapping("/dishes")
    public ResponseEntity<Dish> add(@Valid @RequestBody Dish dish) {
        basket.add(dish);
        return ResponseEntity.status(HttpStatus.CREATED).body(dish);
    }

    @GetMapping("/fail/{how}")
    public String fail(@PathVariable String how) {
        throw new IllegalStateException(how);
    }

    @ExceptionHandler
    @ResponseBody
    public ResponseEntity<Map<String, String>> failed(IllegalStateException e) {
        return ResponseEntity.status(HttpStatus.CONFLICT).body(Map.of("error", String.valueOf(e.getMessage())));
    }

    @ExceptionHandler
    @ResponseBody
    public ResponseEntity<Map<String, String>> invalid(MethodArgumentNotValidException e) {
        return ResponseEntity.badRequest().body(Map.of("error", e.getBindingResult().getFieldError().getField()));
    }
}
