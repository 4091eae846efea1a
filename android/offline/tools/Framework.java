import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;
import org.objectweb.asm.Type;

/**
 * {@code Framework IN OUT}: makes of Robolectric's Android what an SDK's android.jar is: public and protected names
 * without code, as Java 8 class files, and the table of resources. What Robolectric added is taken out again, and the
 * constants that it made variables are constants again, so that the compiler copies them.
 *
 * <p>With a JDK's {@code ct.sym} for IN: the classes of Java 8, which Android has too.
 *
 * <p>Unlike an SDK's, the result still has what is public but hidden from apps; see {@link ApiCheck}.
 */
class Framework {
    private static final List<String> KEPT = List.of(
        "android/", "dalvik/", "org/json/", "org/xmlpull/", "org/apache/http/", "com/android/internal/util/",
        "com/android/internal/view/", "java/", "javax/crypto/", "javax/net/", "javax/security/", "javax/xml/",
        "org/w3c/dom/", "org/xml/sax/");
    private static final List<String> LEFT_OUT = List.of("android/icu/", "android/car/");
    private static final List<String> RESOURCES = List.of("resources.arsc", "AndroidManifest.xml");
    private static final String ADDED_INTERFACE = "org/robolectric/internal/bytecode/";

    public static void main(String[] args) throws IOException {
        try (var in = new ZipFile(args[0]); var out = new ZipOutputStream(Files.newOutputStream(Path.of(args[1])))) {
            var written = new HashSet<String>();
            for (var entry : Collections.list(in.entries())) {
                var name = nameOf(entry.getName()).orElse("");
                boolean isClass = name.endsWith(".class") && startsWith(name, KEPT) && !startsWith(name, LEFT_OUT);
                if (!isClass && !RESOURCES.contains(name) || !written.add(name)) continue;
                var bytes = in.getInputStream(entry).readAllBytes();
                write(out, name, isClass ? outline(bytes) : bytes, isClass);
            }
        }
    }

    /** In ct.sym a name is RELEASES/[MODULE/]NAME.sig, one letter for each release that has the class. */
    private static Optional<String> nameOf(String entry) {
        if (!entry.endsWith(".sig")) return Optional.of(entry);
        var parts = entry.split("/", 2);
        if (!parts[0].contains("8")) return Optional.empty();
        return Optional.of(parts[1].replaceFirst("^(java|jdk)\\.[^/]*/", "").replaceFirst("sig$", "class"));
    }

    private static boolean startsWith(String name, List<String> prefixes) {
        return prefixes.stream().anyMatch(name::startsWith);
    }

    /** aapt2 maps the table of resources into memory: it is stored, not compressed. */
    private static void write(ZipOutputStream out, String name, byte[] bytes, boolean compressed) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTime(0);
        if (!compressed) {
            var crc = new CRC32();
            crc.update(bytes);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(crc.getValue());
        }
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }

    private static byte[] outline(byte[] bytes) {
        var writer = new ClassWriter(0);
        new ClassReader(bytes).accept(new Outline(writer), ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
        return writer.toByteArray();
    }

    private static boolean isSeen(int access, String name) {
        return (access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) != 0
            && !name.startsWith("$$robo") && !name.startsWith("__robo");
    }

    /** The public names of a class. Newer attributes go, since the compilers and D8 read Java 8 here. */
    private static final class Outline extends ClassVisitor {
        Outline(ClassVisitor to) {
            super(Opcodes.ASM9, to);
        }

        @Override public void visit(int version, int access, String name, String sign, String parent, String[] interfaces) {
            var own = Arrays.stream(interfaces).filter(face -> !face.startsWith(ADDED_INTERFACE)).toArray(String[]::new);
            boolean record = "java/lang/Record".equals(parent);
            var generic = sign == null ? null : sign.replaceAll("L" + ADDED_INTERFACE + "[^;]*;", "");
            super.visit(Opcodes.V1_8, access & ~Opcodes.ACC_RECORD, name, generic, record ? "java/lang/Object" : parent, own);
        }

        /** Robolectric adds one of these, to some classes for a second time, which R8 refuses. */
        @Override public AnnotationVisitor visitAnnotation(String type, boolean visible) {
            return type.contains("/DoNotMock;") ? null : super.visitAnnotation(type, visible);
        }

        @Override public RecordComponentVisitor visitRecordComponent(String name, String type, String sign) {
            return null;
        }

        @Override public void visitPermittedSubclass(String name) {}

        @Override public void visitNestHost(String name) {}

        @Override public void visitNestMember(String name) {}

        @Override public FieldVisitor visitField(int access, String name, String type, String sign, Object value) {
            if (!isSeen(access, name)) return null;
            return super.visitField(value == null ? access : access | Opcodes.ACC_FINAL, name, type, sign, value);
        }

        @Override public MethodVisitor visitMethod(int access, String name, String type, String sign, String[] thrown) {
            if (!isSeen(access, name)) return null;
            var method = super.visitMethod(access & ~(Opcodes.ACC_NATIVE | Opcodes.ACC_SYNCHRONIZED), name, type, sign, thrown);
            if ((access & Opcodes.ACC_ABSTRACT) == 0) {
                method.visitCode();
                method.visitInsn(Opcodes.ACONST_NULL);
                method.visitInsn(Opcodes.ATHROW);
                method.visitMaxs(1, Type.getArgumentsAndReturnSizes(type) >> 2);
            }
            return new MethodVisitor(Opcodes.ASM9) {
                @Override public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    return method.visitAnnotation(annotation, visible);
                }

                @Override public void visitEnd() {
                    method.visitEnd();
                }
            };
        }
    }
}
