import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * {@code Pack OUT (FOLDER | ARCHIVE.apk)... [FROM=TO]...}: an archive of what is in them, by name, in the order of the
 * names and without times, so that the same files give the same bytes. FROM=TO puts a name or folder elsewhere.
 *
 * <p>Android maps the table of resources into memory: it is stored, as are pictures, which are compressed already.
 */
class Pack {
    private record File(String name, byte[] bytes) {}

    public static void main(String[] args) throws IOException {
        var files = new ArrayList<File>();
        var moves = new ArrayList<String[]>();
        for (var arg : List.of(args).subList(1, args.length)) {
            if (arg.contains("=")) moves.add(arg.split("=", 2));
            else if (Files.isDirectory(Path.of(arg))) folder(Path.of(arg), files);
            else archive(Path.of(arg), files);
        }
        try (var out = new ZipOutputStream(Files.newOutputStream(Path.of(args[0])))) {
            var moved = files.stream().map(file -> new File(move(file.name, moves), file.bytes));
            for (var file : moved.sorted(Comparator.comparing(File::name)).toList()) write(out, file);
        }
    }

    private static void folder(Path folder, List<File> files) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.filter(Files::isRegularFile).toList()) {
                files.add(new File(folder.relativize(path).toString(), Files.readAllBytes(path)));
            }
        }
    }

    private static void archive(Path path, List<File> files) throws IOException {
        try (var archive = new ZipFile(path.toFile())) {
            for (var entry : archive.stream().toList()) {
                files.add(new File(entry.getName(), archive.getInputStream(entry).readAllBytes()));
            }
        }
    }

    private static String move(String name, List<String[]> moves) {
        for (var move : moves) if (name.startsWith(move[0])) return move[1] + name.substring(move[0].length());
        return name;
    }

    private static void write(ZipOutputStream out, File file) throws IOException {
        var entry = new ZipEntry(file.name);
        // The earliest that the format can tell; `setTime` would go by the machine's time zone.
        entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
        if (file.name.equals("resources.arsc") || file.name.endsWith(".png")) {
            var crc = new CRC32();
            crc.update(file.bytes);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(file.bytes.length);
            entry.setCrc(crc.getValue());
        }
        out.putNextEntry(entry);
        out.write(file.bytes);
        out.closeEntry();
    }
}
