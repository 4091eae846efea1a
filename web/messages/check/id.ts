import type { CheckMessages } from './en';

export const id: CheckMessages = {
  direction: 'ltr',
  title: 'Apakah semuanya berfungsi?',
  home: 'Calln, ke beranda',
  lead: 'Menguji semua yang dibutuhkan panggilan. Suaramu tetap di halaman ini; tidak ada yang direkam atau dikirim kepada siapa pun.',
  start: 'Mulai pengujian',
  again: 'Uji lagi',
  sum: {
    well: 'Semuanya baik',
    one: 'Ada satu masalah',
    more: (count) => `Ada ${count} masalah`,
  },
  verdicts: { good: 'Baik', bad: 'Buruk', skipped: 'Dilewati' },
  steps: {
    microphone: { name: 'Mikrofon', what: 'Lewat ini kamu didengar.' },
    speaker: { name: 'Pengeras suara', what: 'Lewat ini kamu mendengar lawan bicara.' },
    websocket: { name: 'Jalur ke Calln', what: 'Cara cepat menemukan seseorang.' },
    polling: {
      name: 'Jalur kedua ke Calln',
      what: 'Untuk jaringan yang hanya meloloskan halaman web.',
    },
    stun: {
      name: 'Jalan keluar dari jaringanmu',
      what: 'Sebagian besar panggilan membutuhkannya: browser jadi tahu cara ia bisa dihubungi.',
    },
    turn_udp: {
      name: 'Relai',
      what: 'Untuk jaringan yang tidak meloloskan panggilan langsung, dan untuk yang menyembunyikan alamatnya.',
    },
    turn_tcp: {
      name: 'Jalan kedua ke relai',
      what: 'Lewat TCP, saat jaringan hampir tidak meloloskan yang lain.',
    },
    loopback: {
      name: 'Panggilan ke diri sendiri',
      what: 'Browser menelepon dirinya sendiri, lengkap dengan suara.',
    },
  },
  running: {
    microphone: 'Ucapkan sesuatu…',
    speaker: 'Apakah kamu mendengar dua nada lembut?',
    other: 'Menguji…',
  },
  heard: { yes: 'Ya', no: 'Tidak', replay: 'Sekali lagi' },
  reasons: {
    works: 'Berfungsi.',
    microphone_blocked:
      'Sistemmu, atau pengelola perangkat ini, tidak memberikannya kepada browser. Izinkan di pengaturan privasi sistem.',
    microphone_failed: 'Mikrofon tidak terbuka. Tes lagi; kalau tidak membantu, mulai ulang browser.',
    microphone_refused:
      'Browser tidak boleh memakainya. Izinkan mikrofon untuk situs ini, lewat ikon di samping alamat, lalu uji lagi.',
    microphone_missing: 'Tidak ada mikrofon. Pasang satu, atau nyalakan di pengaturan suara sistem.',
    microphone_busy:
      'Mikrofon tidak mau menyala. Mungkin program lain memakainya; tutup program itu, lalu uji lagi.',
    silent:
      'Mikrofonnya ada, tetapi tidak ada suara yang masuk. Apakah sudah dinyalakan, dan apakah itu yang kamu pakai berbicara?',
    unheard: 'Besarkan volume, lihat pengeras suara mana yang dipakai sistem, lalu uji lagi.',
    blocked:
      'Calln tidak dapat dijangkau lewat jalur ini. Jika jalur lainnya berfungsi, panggilan juga berfungsi; jika keduanya tidak, jaringanmu atau layanannya sedang mati.',
    direct: 'Berfungsi; tidak ada apa pun di antara kamu dan internet.',
    not_configured: 'Layanan ini tidak menyebutkannya, jadi tidak ada yang diuji.',
    no_server: 'Tidak diuji: Calln sendiri tidak dapat dijangkau.',
    no_answer:
      'Tidak ada jawaban. Mungkin jaringanmu memblokirnya, seperti jaringan kantor dan hotel; coba jaringan lain. Jika gagal di mana-mana, beri tahu pengelola.',
    relay_off:
      'Layanan ini tidak punya relai, atau mematikannya, jadi tidak ada yang diuji. Panggilan berjalan langsung dari browser ke browser.',
    slow_down: 'Tidak diuji: sudah banyak pengujian dari jaringanmu. Tunggu beberapa menit, lalu uji lagi.',
    refused:
      'Relai menjawab, tetapi menolak: relai penuh atau salah diatur. Uji lagi satu menit kemudian; jika masih begitu, beri tahu pengelola.',
    nothing_through:
      'Relai menjawab, tetapi tidak ada yang melewatinya. Mungkin jaringanmu menghalanginya; coba jaringan lain. Jika gagal di mana-mana, beri tahu pengelola.',
    unsupported: 'Browser ini tidak bisa menelepon, atau panggilan dimatikan di dalamnya.',
    no_way: 'Sambungan tidak terbentuk. Mungkin ekstensi privasi atau pengaturan WebRTC menghalanginya.',
    no_voice: 'Tersambung, tetapi tidak ada suara yang sampai. Memulai ulang browser sering membantu.',
  },
  operator: {
    title: 'Untuk pengelola',
    lead: 'Jika kamu butuh bantuan, kirim ini kepada pengelola layanan ini. Isinya tanpa alamat, tanpa nama perangkat, dan tanpa nama siapa pun.',
    report: 'Laporan',
    copy: 'Salin',
    copied: 'Tersalin',
  },
  privacy: 'Privasi',
  about: 'Tentang dan kontak',
};
