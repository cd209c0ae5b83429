import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


def keep_rates(apps, schema_editor):
    """What the rules of the month withheld until now goes on: as hire of service, from the day it was laid down."""
    rules = apps.get_model("workforce", "MonthRules").objects.filter(withholding_rate__gt=0)
    versions = {}
    for one in rules.order_by("university", "created_at", "pk"):
        number = versions[one.university_id] = versions.get(one.university_id, 0) + 1
        apps.get_model("workforce", "TaxRule").objects.create(
            university_id=one.university_id, version=number, applies_from=one.created_at.date(), income_class="40(8)",
            floor=one.withholding_from, brackets=[{"above": "0", "rate": str(one.withholding_rate)}],
            created_by_id=one.created_by_id, created_at=one.created_at,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0009_channels'),
        ('tambon', '0007_user_wants_mail'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('workforce', '0001_squashed_0013_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('name', models.CharField(max_length=200)),
                ('dimension', models.CharField(choices=[('economy', 'Economy'), ('education', 'Education'), ('health', 'Health'), ('environment', 'Environment'), ('community', 'Community and society')], max_length=12)),
                ('product', models.CharField(blank=True, max_length=200)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('planned_amount', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('expected', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('running', 'Under way'), ('done', 'Done'), ('cancelled', 'Called off')], default='planned', max_length=10)),
                ('percent', models.IntegerField(default=0)),
                ('begun_on', models.DateField(blank=True, null=True)),
                ('over_on', models.DateField(blank=True, null=True)),
                ('result', models.TextField(blank=True)),
                ('cancel_reason', models.TextField(blank=True)),
                ('origin', models.CharField(choices=[('real', 'Real'), ('demo', 'Demonstration')], default='real', max_length=10)),
                ('created_on', models.DateField()),
                ('version', models.IntegerField(default=1)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('package', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.workitem')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='tambon.programme')),
                ('tambon', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='tambon.area')),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='tambon.university')),
            ],
            options={
                'verbose_name_plural': 'activities',
                'permissions': [('lead_activity', 'Can begin, finish and call off activities')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='activity_ends_after_start'), models.CheckConstraint(condition=models.Q(('planned_amount__gte', 0)), name='activity_planned_amount_not_negative'), models.CheckConstraint(condition=models.Q(('percent__gte', 0), ('percent__lte', 100)), name='activity_percent_of_100'), models.CheckConstraint(condition=models.Q(models.Q(('begun_on__isnull', True), ('over_on__isnull', True), ('state', 'planned')), models.Q(('begun_on__isnull', False), ('over_on__isnull', True), ('state', 'running')), models.Q(('begun_on__isnull', False), ('over_on__gte', models.F('begun_on')), ('state', 'done')), models.Q(('over_on__isnull', False), ('state', 'cancelled')), _connector='OR'), name='activity_days_match_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('result', ''), _negated=True), _connector='OR'), name='activity_done_has_result'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('cancel_reason', ''), _negated=True), _connector='OR'), name='activity_cancelled_with_reason')],
                'indexes': [models.Index(fields=['tambon', '-starts_on', 'id'], name='activity_by_tambon'), models.Index(fields=['university', '-starts_on', 'id'], name='activity_by_university')],
            },
        ),
        migrations.CreateModel(
            name='ActivityCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('kind', models.CharField(choices=[('villagers', 'Villagers'), ('groups', 'Members of community enterprises'), ('elderly', 'Elderly people'), ('youth', 'Children and young people'), ('officers', 'Local officers and leaders'), ('others', 'Others')], max_length=10)),
                ('people', models.IntegerField()),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='workforce.activity')),
            ],
            options={
                'ordering': ['-on', 'kind'],
                'constraints': [models.CheckConstraint(condition=models.Q(('people__gt', 0)), name='activitycount_people_positive'), models.UniqueConstraint(fields=('activity', 'on', 'kind'), name='activitycount_once_per_day')],
            },
        ),
        migrations.CreateModel(
            name='ActivityNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('percent', models.IntegerField()),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='workforce.activity')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('percent__gte', 0), ('percent__lte', 100)), name='activitynote_percent_of_100')],
            },
        ),
        migrations.CreateModel(
            name='ActivityPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('added_at', models.DateTimeField()),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='workforce.activity')),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.privatefile')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('activity', 'key'), name='activityphoto_key_once')],
            },
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'Being written'), ('sent', 'Waits to be reviewed'), ('returned', 'Returned to be corrected'), ('published', 'Published'), ('withdrawn', 'Taken down')], default='draft', max_length=10)),
                ('title', models.CharField(max_length=150)),
                ('text', models.TextField(blank=True)),
                ('shows_name', models.BooleanField(default=False)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('version', models.IntegerField(default=1)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='workforce.contract')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='workforce.period')),
                ('tambon', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='tambon.area')),
            ],
            options={
                'permissions': [('publish_article', 'Can review, publish and take down articles')],
                'indexes': [models.Index(condition=models.Q(('state', 'published')), fields=['-published_at', '-id'], name='article_published'), models.Index(fields=['tambon', 'state'], name='article_by_tambon')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('state', 'published')), models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', True)), _connector='OR'), name='article_published_at_matches_state'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['returned', 'withdrawn']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='article_says_why'), models.UniqueConstraint(fields=('contract', 'period'), name='article_once_per_period')],
            },
        ),
        migrations.CreateModel(
            name='ArticlePhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('caption', models.CharField(blank=True, max_length=200)),
                ('position', models.IntegerField(default=0)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='workforce.article')),
                ('photo', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.logphoto')),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('article', 'photo'), name='articlephoto_once')],
            },
        ),
        migrations.CreateModel(
            name='ArticleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('title', models.CharField(max_length=150)),
                ('text', models.TextField()),
                ('captions', models.JSONField(default=list)),
                ('sent_at', models.DateTimeField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='workforce.article')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('article', 'number'), name='articleversion_once')],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('training', models.JSONField(blank=True, default=list)),
                ('given_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('change_reason', models.TextField(blank=True)),
                ('seen_version', models.IntegerField(default=0)),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='workforce.contract')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='workforce.period')),
            ],
            options={
                'permissions': [('acknowledge_assignment', 'Can acknowledge the own assignment')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('seen_version', 0)), models.Q(('acknowledged_at__isnull', False), ('seen_version__range', (1, models.F('version')))), _connector='OR'), name='assignment_acknowledged_at_matches_version'), models.UniqueConstraint(fields=('contract', 'period'), name='assignment_once_per_period')],
                'indexes': [models.Index(fields=['period', 'id'], name='assignment_by_period')],
            },
        ),
        migrations.CreateModel(
            name='AssignmentItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('since', models.IntegerField(default=1)),
                ('until', models.IntegerField(blank=True, null=True)),
                ('text', models.CharField(max_length=300)),
                ('quantity', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ('unit', models.CharField(blank=True, max_length=40)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='workforce.assignment')),
                ('work', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.workitem')),
            ],
            options={
                'ordering': ['number', 'since'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='assignmentitem_ends_after_start'), models.CheckConstraint(condition=models.Q(('quantity__isnull', True), models.Q(('quantity__gt', 0), models.Q(('unit', ''), _negated=True)), _connector='OR'), name='assignmentitem_quantity_has_unit'), models.UniqueConstraint(fields=('assignment', 'number', 'since'), name='assignmentitem_number_once'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('assignment', 'number'), name='assignmentitem_one_standing')],
            },
        ),
        migrations.CreateModel(
            name='BudgetCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField()),
                ('name_th', models.CharField(max_length=200)),
                ('name_en', models.CharField(max_length=200)),
                ('basis', models.CharField(choices=[('posts', 'Posts x months x wage, paid by the payroll'), ('fixed', 'An amount for each tambon, spent by receipts')], max_length=6)),
                ('per_tambon', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('position', models.IntegerField(default=0)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='budget_categories', to='tambon.programme')),
            ],
            options={
                'verbose_name_plural': 'budget categories',
                'ordering': ['position', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('basis', 'posts'), ('per_tambon__isnull', True)), models.Q(('basis', 'fixed'), ('per_tambon__gte', 0)), _connector='OR'), name='budgetcategory_amount_matches_basis'), models.UniqueConstraint(fields=('programme', 'code'), name='budgetcategory_once_per_programme')],
            },
        ),
        migrations.CreateModel(
            name='BudgetLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('origin', models.CharField(choices=[('real', 'Real'), ('demo', 'Demonstration')], default='real', max_length=10)),
                ('version', models.IntegerField(default=1)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='workforce.budgetcategory')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='budget_lines', to='tambon.programme')),
                ('tambon', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='budget_lines', to='tambon.area')),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='budget_lines', to='tambon.university')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='budgetline_amount_not_negative'), models.UniqueConstraint(fields=('university', 'tambon', 'category'), name='budgetline_once_per_tambon')],
                'indexes': [models.Index(fields=['tambon', 'programme'], name='budgetline_by_tambon')],
            },
        ),
        migrations.CreateModel(
            name='BudgetReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('letter_number', models.CharField(max_length=80)),
                ('returned_on', models.DateField()),
                ('reason', models.TextField()),
                ('created_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancel_reason', models.TextField(blank=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='workforce.budgetline')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='budgetreturn_amount_positive'), models.CheckConstraint(condition=models.Q(models.Q(('cancel_reason', ''), ('cancelled_at__isnull', True)), models.Q(('cancelled_at__isnull', False), models.Q(('cancel_reason', ''), _negated=True)), _connector='OR'), name='budgetreturn_cancelled_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='BudgetVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.IntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='workforce.budgetline')),
            ],
            options={
                'ordering': ['-version'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='budgetversion_amount_not_negative'), models.UniqueConstraint(fields=('line', 'version'), name='budgetversion_once')],
            },
        ),
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shows_name', models.BooleanField(default=False)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.IntegerField(default=1)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contract', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='closing', to='workforce.contract')),
            ],
            options={
                'permissions': [('close_closing', 'Can close the work under a contract')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='closing_closed_at_has_by')],
            },
        ),
        migrations.CreateModel(
            name='ClosingTick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('equipment', 'Equipment that was lent'), ('balance', 'Money that was left'), ('work', 'Files and accounts of the work')], max_length=10)),
                ('text', models.CharField(max_length=200)),
                ('condition', models.CharField(choices=[('good', 'In good condition'), ('damaged', 'Damaged'), ('lost', 'Lost, replaced or paid for'), ('nothing', 'There was nothing to return')], max_length=8)),
                ('evidence', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ticks', to='workforce.closing')),
            ],
            options={
                'ordering': ['kind', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='closingtick_has_evidence'), models.UniqueConstraint(fields=('closing', 'kind', 'text'), name='closingtick_once')],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('pm', 'Lecturer in charge (PM)'), ('am', 'Area manager (AM)'), ('agency', 'Agency of the digital data manager'), ('certifier', 'Certifier of the university')], max_length=10)),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('reason', models.TextField()),
                ('given_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputyships', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to=settings.AUTH_USER_MODEL)),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tambon.university')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('role', 'agency'), _negated=True), name='delegation_of_a_person_s_step'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('ended_at__isnull', True)), expressions=[('holder', '='), ('role', '='), ('university', '='), ('during', '&&')], name='delegation_one_deputy_at_a_time'), models.CheckConstraint(condition=models.Q(('holder', models.F('deputy')), _negated=True), name='delegation_to_somebody_else'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='delegation_ended_by_matches_at')],
                'indexes': [models.Index(fields=['deputy', 'id'], name='delegation_by_deputy')],
            },
        ),
        migrations.CreateModel(
            name='Instalment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('letter_number', models.CharField(max_length=80)),
                ('letter_on', models.DateField()),
                ('fund_source', models.CharField(max_length=200)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('created_at', models.DateTimeField()),
                ('received_on', models.DateField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancel_reason', models.TextField(blank=True)),
                ('version', models.IntegerField(default=1)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='tambon.programme')),
                ('received_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instalments', to='tambon.university')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='instalment_amount_positive'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='instalment_number_positive'), models.CheckConstraint(condition=models.Q(models.Q(('cancel_reason', ''), ('cancelled_at__isnull', True)), models.Q(('cancelled_at__isnull', False), ('received_on__isnull', True), models.Q(('cancel_reason', ''), _negated=True)), _connector='OR'), name='instalment_cancelled_with_reason'), models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True)), fields=('programme', 'university', 'number'), name='instalment_number_once'), models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True)), fields=('programme', 'university', 'letter_number'), name='instalment_letter_once'), models.CheckConstraint(condition=models.Q(models.Q(('received_by__isnull', True), ('received_on__isnull', True)), ('received_on__gte', models.F('letter_on')), _connector='OR'), name='instalment_received_after_letter')],
                'indexes': [models.Index(fields=['university', 'programme', 'number'], name='instalment_by_university')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('before', 'Due soon'), ('late', 'Late'), ('escalated', 'Late with somebody else')], max_length=10)),
                ('day', models.DateField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='workforce.monthreport')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='workforce.approvalstep')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('report', 'step', 'kind', 'day', 'user'), name='reminder_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Spending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(unique=True)),
                ('spent_on', models.DateField()),
                ('payee', models.CharField(max_length=200)),
                ('document_number', models.CharField(max_length=80)),
                ('about', models.CharField(max_length=200)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('created_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancel_reason', models.TextField(blank=True)),
                ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spendings', to='workforce.activity')),
                ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.privatefile')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spendings', to='workforce.budgetline')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='spending_amount_positive'), models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True)), fields=('line', 'payee', 'document_number'), name='spending_document_once'), models.CheckConstraint(condition=models.Q(models.Q(('cancel_reason', ''), ('cancelled_at__isnull', True), ('cancelled_by__isnull', True)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), models.Q(('cancel_reason', ''), _negated=True)), _connector='OR'), name='spending_cancelled_with_reason')],
                'indexes': [models.Index(fields=['line', '-spent_on', 'id'], name='spending_by_line')],
            },
        ),
        migrations.CreateModel(
            name='TaxCertificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.IntegerField()),
                ('number', models.IntegerField()),
                ('state', models.CharField(choices=[('issued', 'In force'), ('cancelled', 'Cancelled')], default='issued', max_length=9)),
                ('gross', models.DecimalField(decimal_places=2, max_digits=14)),
                ('withheld', models.DecimalField(decimal_places=2, max_digits=14)),
                ('issued_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancel_reason', models.TextField(blank=True)),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pdf', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.privatefile')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tax_certificates', to='workforce.person')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='workforce.taxcertificate')),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tax_certificates', to='tambon.university')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('state', 'cancelled')), models.Q(('cancelled_at__isnull', True), ('state', 'issued')), _connector='OR'), name='taxcertificate_cancelled_at_matches_state'), models.CheckConstraint(condition=models.Q(('withheld__gt', 0)), name='taxcertificate_of_tax_withheld'), models.UniqueConstraint(fields=('university', 'year', 'number'), name='taxcertificate_number_once'), models.UniqueConstraint(condition=models.Q(('state', 'issued')), fields=('university', 'year', 'person'), name='taxcertificate_one_stands')],
            },
        ),
        migrations.CreateModel(
            name='TaxRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.IntegerField()),
                ('applies_from', models.DateField()),
                ('income_class', models.CharField(choices=[('40(1)', 'Salary, wages, allowances, bonuses and the like, section 40 (1)'), ('40(2)', 'Fees, commissions and the like, section 40 (2)'), ('40(7)', 'Contract of work with materials, section 40 (7)'), ('40(8)', 'Hire of service and other business, section 40 (8)')], max_length=5)),
                ('floor', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('brackets', models.JSONField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('payer_tax_id', models.CharField(blank=True, max_length=13)),
                ('payer_address', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('university', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tax_rules', to='tambon.university')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('floor__gte', 0)), name='taxrule_floor_not_below_nothing'), models.CheckConstraint(condition=models.Q(('income_class__in', ['40(1)', '40(2)', '40(7)', '40(8)'])), name='taxrule_class_known'), models.UniqueConstraint(fields=('university', 'version'), name='taxrule_version_once')],
            },
        ),
        migrations.RunPython(keep_rates, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='monthrules',
            name='monthrules_withholding',
        ),
        migrations.RemoveConstraint(
            model_name='payline',
            name='payline_once_per_period',
        ),
        migrations.RemoveConstraint(
            model_name='period',
            name='period_month_once',
        ),
        migrations.RemoveField(
            model_name='monthrules',
            name='withholding_from',
        ),
        migrations.RemoveField(
            model_name='monthrules',
            name='withholding_rate',
        ),
        migrations.AddField(
            model_name='approval',
            name='for_whom',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='approvalstep',
            name='escalate_after',
            field=models.IntegerField(default=7),
        ),
        migrations.AddField(
            model_name='approvalstep',
            name='escalate_to',
            field=models.CharField(choices=[('next', 'Who takes the next step'), ('staff', 'University staff')], default='next', max_length=5),
        ),
        migrations.AddField(
            model_name='approvalstep',
            name='remind_before',
            field=models.IntegerField(default=1),
        ),
        migrations.AddField(
            model_name='approvalstep',
            name='remind_every',
            field=models.IntegerField(default=3),
        ),
        migrations.AddField(
            model_name='daylog',
            name='quantity',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True),
        ),
        migrations.AddField(
            model_name='monthreport',
            name='days_attended',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='monthreport',
            name='days_expected',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='monthreport',
            name='days_leave',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='monthreport',
            name='days_missed',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='period',
            name='full_days',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(('for_whom__isnull', True), models.Q(('for_whom', models.F('by')), _negated=True), _connector='OR'), name='approval_for_somebody_else'),
        ),
        migrations.AddConstraint(
            model_name='approvalstep',
            constraint=models.CheckConstraint(condition=models.Q(('escalate_after__gte', 0), ('remind_before__gte', 0), ('remind_every__gte', 0)), name='approvalstep_reminds_in_days'),
        ),
        migrations.AddConstraint(
            model_name='payline',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), ('covered_days__gt', 0)), fields=('contract', 'period'), name='payline_once_per_period'),
        ),
        migrations.AddConstraint(
            model_name='period',
            constraint=models.CheckConstraint(condition=models.Q(('full_days__isnull', True), ('full_days__gt', 0), _connector='OR'), name='period_full_days_positive'),
        ),
        migrations.AddField(
            model_name='daylog',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='logs', to='workforce.assignmentitem'),
        ),
        migrations.AddField(
            model_name='reportline',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workforce.assignmentitem'),
        ),
        migrations.AddConstraint(
            model_name='daylog',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__isnull', True), models.Q(('item__isnull', False), ('quantity__gt', 0)), _connector='OR'), name='daylog_quantity_is_of_an_item'),
        ),
        migrations.AddField(
            model_name='budgetreturn',
            name='instalment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='workforce.instalment'),
        ),
        migrations.AddField(
            model_name='paybatch',
            name='tax_rule',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='workforce.taxrule'),
        ),
        migrations.AddConstraint(
            model_name='budgetreturn',
            constraint=models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True)), fields=('instalment', 'letter_number', 'line'), name='budgetreturn_letter_once', nulls_distinct=False),
        ),
    ]
