// Runs the application that was built, in a JVM of its own, with what its POM resolved and nothing else.
def separator = System.getProperty('path.separator')
def jar = new File(basedir, 'target/host-application-1.0.0.jar').path
def classPath = jar + separator + new File(basedir, 'target/class-path').text.trim()
def repository = new File(basedir, '../../it-repository').canonicalPath
assert !classPath.contains('heed-backend-djl')
assert classPath.split(separator).findAll { it.contains('heed-') }.every { it.startsWith(repository) }

def java = new File(System.getProperty('java.home'), 'bin/java').path
def options = Runtime.version().feature() >= 24
        ? ['--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow']
        : []
def process = new ProcessBuilder([java] + options + ['-Duser.language=en', '-cp', classPath, 'com.example.host.HostApplication'])
        .redirectErrorStream(true)
        .start()
def lines = process.inputStream.readLines('UTF-8')
assert process.waitFor() == 0: lines.join('\n')

assert lines.size() == 4 && lines[0] == 'found nd4j' && lines[3] == 'ran on nd4j': lines.join('\n')
assert near(lines[1], 'meal', 0.69) && near(lines[2], 'market', 0.00): lines.join('\n')
return true

static boolean near(String line, String name, double expected) {
    def (word, number) = line.split(' ')
    return word == name && Math.abs(number.toDouble() - expected) < 0.01
}
