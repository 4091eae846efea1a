import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipFile;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * {@code ApiCheck CLASSES OLDEST.jar NEWEST.jar PUBLIC.jar REVIEWED}: every name of Android's framework in the app is
 * public, and is there on the oldest Android or guarded. It stands in for lint's NewApi and for the SDK, whose
 * android.jar lacks what is hidden.
 *
 * <ul>
 *   <li>A name that PUBLIC has, the last SDK on Maven Central, is public.
 *   <li>Any other stands in REVIEWED with the API level since which it is, looked up by whoever wrote it there.
 *   <li>A name that the oldest Android lacks has a later level there, and where it is guarded.
 *   <li>A name that the framework marks as not for apps is refused even then.
 * </ul>
 */
class ApiCheck {
    private static final int OLDEST_LEVEL = 26;
    private static final List<String> NOT_FOR_APPS = List.of(
        "Landroid/annotation/SystemApi;", "Landroid/compat/annotation/UnsupportedAppUsage;");

    /** A framework as a jar has it. */
    private static final class Framework {
        private final ZipFile jar;
        private final Map<String, Outline> read = new HashMap<>();

        Framework(String path) throws IOException {
            jar = new ZipFile(path);
        }

        boolean has(String owner, String member) throws IOException {
            var outline = outline(owner);
            if (outline == null) return false;
            if (member.isEmpty() || outline.members.contains(member)) return true;
            for (var parent : outline.parents) if (has(parent, member)) return true;
            return false;
        }

        boolean marks(String owner, String member) throws IOException {
            var outline = outline(owner);
            if (outline == null) return false;
            if (outline.marked.contains(member)) return true;
            if (outline.members.contains(member)) return false;
            for (var parent : outline.parents) if (marks(parent, member)) return true;
            return false;
        }

        private Outline outline(String name) throws IOException {
            if (read.containsKey(name)) return read.get(name);
            var entry = jar.getEntry(name + ".class");
            InputStream in = entry != null ? jar.getInputStream(entry)
                : name.startsWith("java/") ? ClassLoader.getSystemResourceAsStream(name + ".class") : null;
            var outline = in == null ? null : new Outline();
            if (outline != null) new ClassReader(in.readAllBytes()).accept(outline, ClassReader.SKIP_CODE);
            read.put(name, outline);
            return outline;
        }
    }

    /** A class's members, and those of them that are marked. */
    private static final class Outline extends ClassVisitor {
        final Set<String> members = new HashSet<>();
        final Set<String> marked = new HashSet<>();
        final List<String> parents = new ArrayList<>();

        Outline() {
            super(Opcodes.ASM9);
        }

        @Override public void visit(int version, int access, String name, String sign, String parent, String[] interfaces) {
            if (parent != null) parents.add(parent);
            parents.addAll(Arrays.asList(interfaces));
        }

        @Override public AnnotationVisitor visitAnnotation(String type, boolean visible) {
            if (NOT_FOR_APPS.contains(type)) marked.add("");
            return null;
        }

        @Override public MethodVisitor visitMethod(int access, String name, String type, String sign, String[] thrown) {
            members.add(name + type);
            return new MethodVisitor(Opcodes.ASM9) {
                @Override public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    if (NOT_FOR_APPS.contains(annotation)) marked.add(name + type);
                    return null;
                }
            };
        }

        @Override public FieldVisitor visitField(int access, String name, String type, String sign, Object value) {
            members.add(name + type);
            return new FieldVisitor(Opcodes.ASM9) {
                @Override public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    if (NOT_FOR_APPS.contains(annotation)) marked.add(name + type);
                    return null;
                }
            };
        }
    }

    private record Name(String owner, String member) implements Comparable<Name> {
        /** Without types: an overload is reviewed with its name. */
        String shown() {
            var plain = member.replaceAll("[(:].*", "").replaceAll("(L[\\w/$]+;|[ZBCSIJFD\\[])$", "");
            return member.isEmpty() ? owner : owner + "." + (member.contains("(") ? member.replaceAll("\\(.*", "") : plain);
        }

        @Override public int compareTo(Name other) {
            return (owner + member).compareTo(other.owner + other.member);
        }
    }

    public static void main(String[] args) throws IOException {
        var oldest = new Framework(args[1]);
        var newest = new Framework(args[2]);
        var known = new Framework(args[3]);
        var reviewed = new TreeMap<String, String[]>();
        for (var line : Files.readAllLines(Path.of(args[4]))) {
            if (!line.isBlank() && !line.startsWith("#")) reviewed.put(line.split("\\s+")[0], line.split("\\s+", 3));
        }
        var faults = new TreeSet<String>();
        var unused = new TreeSet<>(reviewed.keySet());
        var names = used(Path.of(args[0]), newest);
        for (var name : names) {
            var shown = name.shown();
            unused.remove(shown);
            if (newest.marks(name.owner, name.member) && !known.has(name.owner, name.member)) faults.add(shown + " is not for apps");
            var review = reviewed.get(shown);
            int level = review == null || review.length < 2 ? 0 : Integer.parseInt(review[1]);
            if (!oldest.has(name.owner, name.member)) {
                if (level <= OLDEST_LEVEL || review.length < 3) faults.add(shown + " is newer than API " + OLDEST_LEVEL + ": say in the list since when, and where it is guarded");
            } else if (level == 0 && !known.has(name.owner, name.member)) {
                faults.add(shown + " may be hidden: look up since which API level it is public, and say so in the list");
            }
        }
        unused.forEach(name -> faults.add(name + " is in the list and not used"));
        faults.forEach(System.err::println);
        System.out.println(names.size() + " names of the framework, " + faults.size() + " faults");
        System.exit(faults.isEmpty() ? 0 : 1);
    }

    /** What the classes name of the framework; what they inherit from it is asked of the framework's own class. */
    private static Set<Name> used(Path folder, Framework newest) throws IOException {
        List<Path> files;
        try (var paths = Files.walk(folder)) {
            files = paths.filter(path -> path.toString().endsWith(".class")).toList();
        }
        var own = new HashMap<String, Outline>();
        for (var file : files) {
            var reader = new ClassReader(Files.readAllBytes(file));
            var outline = new Outline();
            reader.accept(outline, ClassReader.SKIP_CODE);
            own.put(reader.getClassName(), outline);
        }
        var names = new TreeSet<Name>();
        for (var file : files) new ClassReader(Files.readAllBytes(file)).accept(new ClassVisitor(Opcodes.ASM9) {
            @Override public MethodVisitor visitMethod(int access, String name, String type, String sign, String[] thrown) {
                return new MethodVisitor(Opcodes.ASM9) {
                    @Override public void visitMethodInsn(int code, String owner, String name, String type, boolean isInterface) {
                        add(owner, name + type);
                    }

                    @Override public void visitFieldInsn(int code, String owner, String name, String type) {
                        add(owner, name + type);
                    }

                    @Override public void visitTypeInsn(int code, String type) {
                        add(type, "");
                    }

                    private void add(String owner, String member) {
                        if (own.containsKey(owner)) {
                            if (own.get(owner).members.contains(member)) return;
                            own.get(owner).parents.forEach(parent -> addInherited(parent, member));
                        } else if (owner.startsWith("android/")) names.add(new Name(owner, member));
                    }

                    private void addInherited(String parent, String member) {
                        if (own.containsKey(parent)) add(parent, member);
                        else try {
                            if (parent.startsWith("android/") && newest.has(parent, member)) names.add(new Name(parent, member));
                        } catch (IOException error) {
                            throw new java.io.UncheckedIOException(error);
                        }
                    }
                };
            }
        }, 0);
        return names;
    }
}
